import lab from './zh-CN/lab.json'
import labPage from './zh-CN/labPage.json'

export default { lab, labPage }
