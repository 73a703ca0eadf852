import app from './zh-CN/app.json'
import errors from './zh-CN/errors.json'

export default { app, errors }
