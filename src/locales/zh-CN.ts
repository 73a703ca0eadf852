import app from './zh-CN/app.json'
import errors from './zh-CN/errors.json'
import project from './zh-CN/project.json'

export default { app, errors, project }
